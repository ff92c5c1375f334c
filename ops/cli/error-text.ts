/** What an error says, for one line of output or a record. Some errors of the AWS SDK have a name and no message. */
export const errorText = (error: unknown): string =>
  error instanceof Error ? error.message || error.name : String(error)
