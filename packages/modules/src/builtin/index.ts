/** The modules that come with Kusion. A new one is a file here and a line in this list. */
import type { Module } from '../module.ts'
import { job } from './job.ts'
import { k8sManifest } from './k8s-manifest.ts'
import { network } from './network.ts'
import { service } from './service.ts'

export const builtinModules: ReadonlyMap<string, Module> = new Map(
  [service, job, network, k8sManifest].map((module) => [module.name, module]),
)
