import { App as AntdApp, ConfigProvider } from 'antd';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { createContext, use, useLayoutEffect, useMemo, useState, type ReactNode } from 'react';
import { renderRequiredMark } from './required-mark.js';
import { antdTheme, applyPalette, type ThemeMode } from './theme.js';

dayjs.locale('zh-cn');

const STORAGE_KEY = 'lianghuan.theme';

interface ThemeModeControl {
  readonly mode: ThemeMode;
  readonly toggle: () => void;
}
const ThemeModeContext = createContext<ThemeModeControl | null>(null);

/** Light or dark, as chosen here before, else as the device says. */
export function ThemeModeProvider({ children }: { readonly children: ReactNode }) {
  const [mode, setMode] = useState<ThemeMode>(initialMode);
  useLayoutEffect(() => applyPalette(mode), [mode]);
  const control = useMemo<ThemeModeControl>(
    () => ({
      mode,
      toggle: () => {
        const next = mode === 'light' ? 'dark' : 'light';
        localStorage.setItem(STORAGE_KEY, next);
        setMode(next);
      },
    }),
    [mode],
  );
  return (
    <ThemeModeContext value={control}>
      <ConfigProvider
        locale={zhCN}
        theme={antdTheme(mode)}
        button={{ autoInsertSpace: false }}
        form={{ requiredMark: renderRequiredMark }}
      >
        <AntdApp className="app" notification={{ placement: 'bottomRight', maxCount: 3 }}>
          {children}
        </AntdApp>
      </ConfigProvider>
    </ThemeModeContext>
  );
}

export function useThemeMode(): ThemeModeControl {
  const control = use(ThemeModeContext);
  if (control === null) throw new Error('useThemeMode is used outside ThemeModeProvider');
  return control;
}

function initialMode(): ThemeMode {
  const stored = localStorage.getItem(STORAGE_KEY);
  if (stored === 'light' || stored === 'dark') return stored;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}
