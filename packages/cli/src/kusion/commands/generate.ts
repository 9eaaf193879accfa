/** `kusion generate`: the Spec, and nothing else. */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { specToYaml } from '@kusion/spec'
import type { CommandContext } from '../context.ts'
import { openSession, specOf, type StackFlags } from '../stack-session.ts'

export async function generate(context: CommandContext, flags: StackFlags & { readonly file?: string }): Promise<void> {
  const session = await openSession(context, flags)
  const spec = await specOf(context, session, flags)
  const text = context.json ? `${JSON.stringify(spec, null, 2)}\n` : specToYaml(spec)
  if (flags.file === undefined) process.stdout.write(text)
  else writeFileSync(resolve(context.workdir, flags.file), text)
}
