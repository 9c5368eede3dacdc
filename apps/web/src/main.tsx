import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from './api/query-client.js';
import './app/app.css';
import { ThemeModeProvider } from './app/theme-mode.js';
import { createAppRouter } from './router.js';
import { sessionLapse } from './session/session-lapse.js';

const queryClient = createQueryClient({
  onQuery: () => {
    const { pathname, href } = router.state.location;
    if (pathname === '/sign-in' || sessionLapse.get()) return;
    void router.navigate({ to: '/sign-in', search: { returnTo: href } });
  },
  onMutation: () => sessionLapse.set(true),
});
const router = createAppRouter(queryClient);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <ThemeModeProvider>
        <RouterProvider router={router} />
      </ThemeModeProvider>
    </QueryClientProvider>
  </StrictMode>,
);
