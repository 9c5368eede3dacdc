import type { DuplicateRegister } from '@lianghuan/contracts';
import { useNavigate } from '@tanstack/react-router';
import { ReasonButton } from '../app/reason-button.js';
import { useProposeMerge } from './duplicate.queries.js';

interface ProposeButtonProps {
  readonly register: DuplicateRegister;
  readonly ownId: string;
  readonly otherId: string;
}

/** 提请合并: asks who answers for the other row, and goes to the proposal. */
export function ProposeButton({ register, ownId, otherId }: ProposeButtonProps) {
  const propose = useProposeMerge();
  const navigate = useNavigate();
  return (
    <ReasonButton
      label="提请合并"
      button={{ size: 'small' }}
      title="提请合并"
      text="写明为什么是同一条，由对方或分管领导决定。对方决定时能看到您这一条登记的内容，看不到联系人的号码。"
      okText="提请"
      step={{
        ...propose,
        mutate: (reason, { onSuccess }) =>
          propose.mutate(
            { register, ownId, otherId, reason },
            {
              onSuccess: ({ id }) => {
                onSuccess();
                void navigate({ to: '/duplicates/proposals/$proposalId', params: { proposalId: id } });
              },
            },
          ),
      }}
      doneText="已提请，等待答复"
    />
  );
}
