/** Limits the requests of a stage that wait for an outcome at once: each takes a place here first. */
export interface WaitingRoom {
  /**
   * @param seconds how long the place is needed at most.
   * @returns nothing when the room is full, or cannot be asked: then nobody waits, which is always allowed.
   */
  enter(seconds: number): Promise<Place | undefined>
}

export interface Place {
  /** Gives it back. Never throws: a place that is not given back is free again when its time is up. */
  leave(): Promise<void>
}

/** A room without a limit, for tests and for local use. */
export const endlessWaitingRoom: WaitingRoom = { enter: async () => ({ leave: async () => undefined }) }
