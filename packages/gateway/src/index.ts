export { NodeConfigSchema, type NodeConfig, readConfig } from './config.ts'
export { type RunningNode, startNode } from './node/node.ts'
