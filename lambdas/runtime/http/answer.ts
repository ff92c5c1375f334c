/** The answer of an operation; sent after its effects are committed. */
export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: unknown
}

export const ok = (body: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: 200,
  headers,
  body,
})

export const created = (body: unknown, options: { readonly location: string }): Answer => ({
  status: 201,
  headers: { location: options.location },
  body,
})

/** Accepted, not done yet; `location` is where to look. */
export const accepted = (body: unknown, options: { readonly location: string }): Answer => ({
  status: 202,
  headers: { location: options.location },
  body,
})

/** For an operation that has nothing to return. @public */
export const noContent = (): Answer => ({ status: 204 })
