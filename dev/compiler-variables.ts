/**
 * Environment variables for TypeScript's compiler, which is a Go program. Go collects garbage whenever the heap has doubled (GOGC=100). That is a
 * quarter of the compiler's processor time, though nearly all that it holds is needed to its end. Variables that somebody has set go first.
 */
export const compilerVariables = { GOGC: '400' } as const
