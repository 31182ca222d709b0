import { useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

/** The secret of a link from a mail. It is taken out of the address at once: addresses are kept, shown and sent along. */
export function useLinkToken(): string {
  const { token } = useSearch({ strict: false });
  const [kept] = useState(token ?? '');
  useEffect(() => {
    window.history.replaceState(window.history.state, '', window.location.pathname);
  }, []);
  return kept;
}
