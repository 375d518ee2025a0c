/** What `--theme`, PERFTUI_THEME and `:theme` take. `16` and `mono` say how many colours, the others which. */
export const themeNames = ['dark', 'light', 'high-contrast', 'mono', '16'] as const;
export type ThemeName = (typeof themeNames)[number];
