export { type NodeConfig, NodeConfigSchema, readConfig } from './config.ts'
export { type RunningNode, startNode } from './node/node.ts'
