import {useEffect, useSyncExternalStore, type ReactNode} from 'react';
import {Box, useApp, useInput, usePaste, type SuspendTerminal} from 'ink';
import type {StoreApi} from 'zustand/vanilla';
import type {ScreenSize, ScreenState, SessionMirror} from '../ui-state.ts';
import {keyPresses, type KeyPress} from './key-press.ts';
import {Row} from './screen-row.tsx';
import type {ShownState} from './session-store.ts';

/** Exactly `size.rows` strings of exactly `size.columns` cells, coloured. */
export type DrawScreen = (mirror: SessionMirror | null, screen: ScreenState, size: ScreenSize) => readonly string[];

export interface ScreenAppProps {
  readonly shown: StoreApi<ShownState>;
  readonly draw: DrawScreen;
  readonly onPress: (press: KeyPress) => void;
  readonly onPaste: (text: string) => void;
  /** Called once with how to hand the terminal over. */
  readonly onMount: (suspendTerminal: SuspendTerminal) => void;
}

/**
 * The whole screen: one Text per row, each an exact-width, already coloured string. One Text per panel or per frame
 * would leave every frame in Ink's measuring cache.
 */
export function ScreenApp({shown, draw, onPress, onPaste, onMount}: ScreenAppProps): ReactNode {
  const {mirror, screen, size, paint} = useSyncExternalStore(shown.subscribe, shown.getState);
  const {suspendTerminal} = useApp();
  useEffect(() => {
    onMount(suspendTerminal);
  }, [onMount, suspendTerminal]);
  useInput((input, key) => {
    for (const press of keyPresses(input, key)) onPress(press);
  });
  usePaste(onPaste);
  const rows = draw(mirror, screen, size);
  return (
    <Box key={paint} width={size.columns} height={size.rows}>
      {rows.map((text, row) => (
        // A row is its place on the screen: there is no other identity.
        // oxlint-disable-next-line react/no-array-index-key
        <Row key={row} row={row} columns={size.columns} text={text} />
      ))}
    </Box>
  );
}
