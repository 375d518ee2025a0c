/** A colour by its place in the 256-colour palette, and as the sRGB it is in 24 bits. */
export interface StatusColour {
  readonly hex: string;
  readonly indexed: number;
}

/** What a limit that holds, is near, or is broken looks like on a dark terminal: on the screen and in printed text alike. */
export const statusColours = {
  ok: {hex: '87D7FF', indexed: 117},
  near: {hex: 'F5D547', indexed: 221},
  over: {hex: 'FF5F87', indexed: 204},
} as const satisfies Readonly<Record<string, StatusColour>>;
