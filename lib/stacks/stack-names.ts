/** The stack that every stage has: all of it, or what its services share. */
export const pipelineStackName = (stage: string): string => `EventPipeline-${stage}`

/** With the layout `services`: the stack of one service. */
export const serviceStackName = (stage: string, service: string): string => `${pipelineStackName(stage)}-${service}`

/** Stands where a service's name stands: with the layout `services`, the stack of what needs to know every service. */
export const JOINT = 'joint'
