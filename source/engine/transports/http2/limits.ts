/** What we let the server send ahead, per stream and on the connection. Nothing is buffered, so it costs nothing. */
export const streamWindowBytes = 1 << 24;
export const connectionWindowBytes = 1 << 26;
/** All fields of one response, encoded. */
export const mostHeaderBytes = 65_536;

/** Past it a new connection is made (RFC 9113 §5.1.1); some are left for numbers that are stepped over. */
export const lastStreamId = 0x7ff0_0000;
