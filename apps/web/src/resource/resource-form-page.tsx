import { useParams } from '@tanstack/react-router';
import { RegisterForm } from '../register/register-form.js';
import { resourceRegister } from './resource.register.js';

/** Makes a resource, or changes the one in the address. */
export function ResourceFormPage() {
  const { resourceId } = useParams({ strict: false });
  return <RegisterForm key={resourceId ?? 'new'} definition={resourceRegister} id={resourceId} />;
}
