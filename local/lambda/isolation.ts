/**
 * - `shared`: functions share a few threads; an invocation has one for itself. What they have in common (packages, their
 *   compiled code, memory) is there once for each thread.
 * - `function`: each execution environment is a thread of its own, which can be stopped at any point without touching another.
 */
export type Isolation = 'shared' | 'function'

export const isolations: readonly Isolation[] = ['shared', 'function']
