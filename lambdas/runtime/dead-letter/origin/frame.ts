/** A line of a stack that names a file. */
export interface Frame {
  readonly path: string
  readonly line: number
  readonly column: number
  readonly name: string
}

/** A place of our own source that a stack leads to. */
export interface OwnFrame {
  /** Relative to the project, e.g. `lambdas/payment/handler.ts`. */
  readonly file: string
  /** Name of the function; empty if it has none, or one that changes with each build. */
  readonly name: string
  /** Tells statements of one function apart. Known where a bundle's table tells of it. */
  readonly statement?: string
}

/** Whether the frame is in code that all services share. The service that called it says more about the failure. */
export const isShared = ({ file }: OwnFrame): boolean => file.startsWith('lambdas/runtime/')
