import { useParams } from '@tanstack/react-router';
import { RegisterForm } from '../register/register-form.js';
import { needRegister } from './need.register.js';

/** Makes an entry of the matrix, or changes the one in the address. */
export function NeedFormPage() {
  const { needId } = useParams({ strict: false });
  return <RegisterForm key={needId ?? 'new'} definition={needRegister} id={needId} />;
}
