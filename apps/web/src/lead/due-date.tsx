import { today } from '../format/date.js';
import { StatusDot } from '../register/status-tags.js';
import { dueOf } from './due.js';

/** A next-step date with its state in words. `isOpen` false: the date alone. */
export function DueDate({ day, isOpen }: { readonly day: string; readonly isOpen: boolean }) {
  const due = dueOf(day, today());
  return (
    <span className="due">
      <time className="number" dateTime={day}>
        {day}
      </time>
      {isOpen && due.text !== '' && <StatusDot tone={due.tone}>{due.text}</StatusDot>}
    </span>
  );
}
