import { useParams } from '@tanstack/react-router';
import { RegisterForm } from '../register/register-form.js';
import { marketRegister } from './market.register.js';

/** Makes a market row, or changes the one in the address. */
export function MarketFormPage() {
  const { marketId } = useParams({ strict: false });
  return <RegisterForm key={marketId ?? 'new'} definition={marketRegister} id={marketId} />;
}
