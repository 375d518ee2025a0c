import {countsAfterStop, type Command} from '../protocol/command.ts';

/** The newest command of each sort: what a worker must be told to catch up. */
export class CommandMemory {
  #revision = 0;
  /** A target and an abort replace each other: both say what the load is. */
  #load: Command | null = null;
  #pause: Command | null = null;
  #weights: Command | null = null;
  #globals: Command | null = null;
  #stop: Command | null = null;

  /** False for a stale command, and for one that does not count after a stop: it must not be sent. */
  keep(command: Command): boolean {
    if (command.revision <= this.#revision || (this.#stop !== null && !countsAfterStop(command))) return false;
    this.#revision = command.revision;
    switch (command.kind) {
      case 'target':
      case 'abort':
        this.#load = command;
        break;
      case 'pause':
        this.#pause = command;
        break;
      case 'weights':
        this.#weights = command;
        break;
      case 'globals':
        this.#globals = command;
        break;
      case 'stop':
        this.#stop = command;
        break;
    }
    return true;
  }

  /** In the order in which they were given. */
  toRepeat(): Command[] {
    return [this.#load, this.#pause, this.#weights, this.#globals, this.#stop]
      .filter((command) => command !== null)
      .sort((a, b) => a.revision - b.revision);
  }
}
