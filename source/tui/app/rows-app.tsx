import type {ReactNode} from 'react';
import {useSyncExternalStore} from 'react';
import {Box, useInput, usePaste} from 'ink';
import type {StoreApi} from 'zustand/vanilla';
import type {ScreenSize} from '../ui-state.ts';
import {keyPresses, type KeyPress} from './key-press.ts';
import {Row} from './screen-row.tsx';

/** A picture: exactly `size.rows` strings of exactly `size.columns` cells. */
export interface ShownRows {
  readonly rows: readonly string[];
  readonly size: ScreenSize;
  /** Rises when every row must be drawn again from nothing. */
  readonly paint: number;
}

/** A screen without a session, row by row as the drive screen is. */
export function RowsApp({
  shown,
  onPress,
  onPaste,
}: {
  readonly shown: StoreApi<ShownRows>;
  readonly onPress: (press: KeyPress) => void;
  readonly onPaste: (text: string) => void;
}): ReactNode {
  const {rows, size, paint} = useSyncExternalStore(shown.subscribe, shown.getState);
  useInput((input, key) => {
    for (const press of keyPresses(input, key)) onPress(press);
  });
  usePaste(onPaste);
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
