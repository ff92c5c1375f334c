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
  /** Of the function; empty where it has none, or none that stays. */
  readonly name: string
  /** Tells statements of one function apart. Known where a bundle's table tells of it. */
  readonly statement?: string
}

/** Shared code throws on behalf of a service, whose frame says more. */
export const isShared = ({ file }: OwnFrame): boolean => file.startsWith('lambdas/runtime/')
