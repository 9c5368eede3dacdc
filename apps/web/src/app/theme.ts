import { theme, type ThemeConfig } from 'antd';

export type ThemeMode = 'light' | 'dark';

/** The few colours of the product. One accent; the others say a state (ok, warn, bad) and nothing else. */
export const PALETTE = {
  light: {
    accent: '#0f6276',
    accentSoft: '#e6f1f3',
    onAccent: '#ffffff',
    ground: '#f4f6f7',
    surface: '#ffffff',
    surfaceRaised: '#ffffff',
    border: '#dde3e6',
    borderSoft: '#e9edef',
    text: '#1b2529',
    textSoft: '#52626a',
    textFaint: '#5c6b72',
    ok: '#1d7a46',
    okSoft: '#e9f5ee',
    warn: '#9a5b00',
    warnSoft: '#fdf4e3',
    bad: '#b42318',
    badSoft: '#fdeeec',
  },
  dark: {
    accent: '#5cbccf',
    accentSoft: '#17323a',
    onAccent: '#06191e',
    ground: '#0f1417',
    surface: '#161d21',
    surfaceRaised: '#1c252a',
    border: '#2e3a40',
    borderSoft: '#243036',
    text: '#e3eaed',
    textSoft: '#a9b7bd',
    textFaint: '#8e9ea5',
    ok: '#5cc48a',
    okSoft: '#16301f',
    warn: '#e0a458',
    warnSoft: '#33270f',
    bad: '#f08a80',
    badSoft: '#3a1d1a',
  },
} as const satisfies Record<ThemeMode, Record<string, string>>;

const FONT =
  'system-ui, -apple-system, "PingFang SC", "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

export function antdTheme(mode: ThemeMode): ThemeConfig {
  const colours = PALETTE[mode];
  return {
    algorithm: mode === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    hashed: false,
    cssVar: { key: 'lh' },
    token: {
      colorPrimary: colours.accent,
      colorInfo: colours.accent,
      colorLink: colours.accent,
      colorSuccess: colours.ok,
      colorWarning: colours.warn,
      colorError: colours.bad,
      colorText: colours.text,
      colorTextSecondary: colours.textSoft,
      colorTextTertiary: colours.textFaint,
      colorTextDescription: colours.textFaint,
      colorTextPlaceholder: colours.textFaint,
      colorTextLightSolid: colours.onAccent,
      colorInfoBg: colours.accentSoft,
      colorSuccessBg: colours.okSoft,
      colorWarningBg: colours.warnSoft,
      colorErrorBg: colours.badSoft,
      colorInfoBorder: colours.border,
      colorSuccessBorder: colours.border,
      colorWarningBorder: colours.border,
      colorErrorBorder: colours.border,
      colorPrimaryBg: colours.accentSoft,
      colorPrimaryBgHover: colours.accentSoft,
      controlItemBgActive: colours.accentSoft,
      controlItemBgActiveHover: colours.accentSoft,
      colorBgLayout: colours.ground,
      colorBgContainer: colours.surface,
      colorBgElevated: colours.surfaceRaised,
      colorBorder: colours.border,
      colorBorderSecondary: colours.borderSoft,
      colorSplit: colours.borderSoft,
      fontFamily: FONT,
      fontSize: 14,
      borderRadius: 4,
      borderRadiusLG: 6,
      wireframe: false,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.16s',
    },
    components: {
      Table: {
        cellFontSizeSM: 13,
        cellPaddingBlockSM: 7,
        cellPaddingInlineSM: 8,
        headerBg: colours.ground,
        headerColor: colours.textSoft,
      },
      Menu: { itemHeight: 36, itemMarginBlock: 2, itemBorderRadius: 4, activeBarBorderWidth: 0 },
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
      Form: { itemMarginBottom: 16, verticalLabelPadding: '0 0 4px' },
      Tooltip: { colorTextLightSolid: '#ffffff' },
    },
  };
}

/** Gives our own style sheet the same colours as antd: `--lh-accent`, `--lh-text-soft`, … */
export function applyPalette(mode: ThemeMode): void {
  const root = document.documentElement;
  root.dataset['theme'] = mode;
  root.style.colorScheme = mode;
  for (const [name, value] of Object.entries(PALETTE[mode])) {
    root.style.setProperty(paletteVariable(name), value);
  }
}

/** `textSoft` → `--lh-text-soft`. */
export function paletteVariable(name: string): string {
  return `--lh-${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
