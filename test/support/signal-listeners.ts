const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/**
 * A command of the operators listens for Ctrl-C until its process ends. @returns what takes away every listener for signals that has been
 * added since, for a test that runs commands in the process of its worker.
 */
export function rememberSignalListeners(): () => void {
  const before = SIGNALS.map((signal) => process.listeners(signal))
  return () => {
    for (const [index, signal] of SIGNALS.entries()) {
      for (const listener of process.listeners(signal)) {
        if (!before[index]?.includes(listener)) process.off(signal, listener)
      }
    }
  }
}
