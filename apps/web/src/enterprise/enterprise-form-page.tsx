import { useParams } from '@tanstack/react-router';
import { RegisterForm } from '../register/register-form.js';
import { enterpriseRegister } from './enterprise.register.js';

/** Makes an enterprise, or changes the one in the address. */
export function EnterpriseFormPage() {
  const { enterpriseId } = useParams({ strict: false });
  return <RegisterForm key={enterpriseId ?? 'new'} definition={enterpriseRegister} id={enterpriseId} />;
}
