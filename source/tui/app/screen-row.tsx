import {memo, type ReactNode} from 'react';
import {Box, Text} from 'ink';

/** One row of the screen: an exact-width, already coloured string at its place. */
export const Row = memo(function Row({
  row,
  columns,
  text,
}: {
  readonly row: number;
  readonly columns: number;
  readonly text: string;
}): ReactNode {
  return (
    <Box position="absolute" top={row} left={0} width={columns} height={1}>
      <Text wrap="truncate">{text}</Text>
    </Box>
  );
});
