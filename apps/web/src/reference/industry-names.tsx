import { useIndustries } from './reference.queries.js';

/** Industries as `2613 无机盐制造`, one after another. */
export function IndustryNames({ codes }: { readonly codes: readonly string[] }) {
  const industries = useIndustries(codes);
  const nameOf = (code: string) => industries.find((industry) => industry.code === code)?.name;
  return (
    <>
      {codes.map((code, index) => (
        <span key={code}>
          {index > 0 && '、'}
          <span className="number faint">{code}</span> {nameOf(code) ?? ''}
        </span>
      ))}
    </>
  );
}
