import { useMutation, useQueryClient } from '@tanstack/react-query';

/**
 * A change after which what is known under these nouns is read anew. That is not waited for: a row that leaves its list takes its dialog
 * with it, which then could neither say that it is done nor lead on.
 */
export function useChange<Input, Output>(nouns: readonly string[], send: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () => {
      for (const noun of nouns) void client.invalidateQueries({ queryKey: [noun] });
    },
  });
}
