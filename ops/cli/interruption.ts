/** Aborts at Ctrl-C or a termination; a second one ends the process at once. */
export function interruption(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => controller.abort(new Error('Interrupted.')))
  }
  return controller.signal
}
