import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { Provider as GraphqlProvider } from 'urql';
import { type Api, ApiProvider } from '../api/api.ts';
import { createConsoleRouter } from './router.tsx';
import { styleNonce } from './style-nonce.ts';
import { theme } from './theme.ts';

/** The whole console over one set of doors to the server. */
export function App({ api }: { readonly api: Api }) {
  const [router] = useState(() => createConsoleRouter(api));
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={styleNonce}>
      <Notifications position="bottom-right" limit={4} />
      <ApiProvider value={api}>
        <GraphqlProvider value={api.graphql}>
          <RouterProvider router={router} />
        </GraphqlProvider>
      </ApiProvider>
    </MantineProvider>
  );
}
