import { useParams } from '@tanstack/react-router';
import { RegisterForm } from '../register/register-form.js';
import { projectRegister } from './project.register.js';

/** Makes a project, or changes the one in the address. */
export function ProjectFormPage() {
  const { projectId } = useParams({ strict: false });
  return <RegisterForm key={projectId ?? 'new'} definition={projectRegister} id={projectId} />;
}
