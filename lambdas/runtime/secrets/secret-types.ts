/** A secret of the service, whose value is read when it is first asked for. */
export interface Secret<Value = string> {
  /**
   * The value, at most five minutes old. Where Secrets Manager is away, the value of before serves for up to an hour.
   * @throws {UnavailableError} `SECRET_UNAVAILABLE`: Secrets Manager is away, and no value is known.
   * @throws {HeldError} `SECRET_REFUSED`, `SECRET_MALFORMED`: somebody has to create, permit or mend the secret. Messages wait in their queue
   * until then, and a request is answered with 503.
   */
  value(): Promise<Value>
  /**
   * The value after the downstream has refused this one, as with 401: the secret may just have been rotated. It is read again, unless another value is
   * known by now, and at most once in five seconds, so that a downstream that refuses everybody costs no read for each message. The value may be the
   * same as before: then the refusal has another reason.
   * @throws as {@link value}
   */
  insteadOf(refused: Value): Promise<Value>
}

/** A schema of zod, or anything that checks a value like one. */
export interface SecretSchema<Value> {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: Value }
    | {
        readonly success: false
        readonly error: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] }
      }
}

export type ReadText = () => Promise<string>
