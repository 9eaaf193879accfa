/** `kusion release list|show|unlock` */
import { Releases } from '@kusion/engine'
import { releaseToYaml } from '@kusion/spec'
import { CommandFailure, type CommandContext } from '../context.ts'
import { openSession, type StackFlags, type StackSession } from '../stack-session.ts'

function releasesOf(session: StackSession): Releases {
  return new Releases(session.store, {
    project: session.here.project.name,
    stack: session.here.stack.name,
    workspace: session.workspace.name,
  })
}

export async function listReleases(context: CommandContext, flags: StackFlags): Promise<void> {
  const releases = await releasesOf(await openSession(context, flags)).list()
  if (context.json) {
    context.print(
      JSON.stringify(
        releases.map(({ revision, phase, createTime, modifiedTime }) => ({
          revision,
          phase,
          createTime,
          modifiedTime,
        })),
      ),
    )
    return
  }
  if (releases.length === 0) return context.print('No releases yet.')
  context.print('Revision  Phase       Created                   Resources')
  for (const { revision, phase, createTime, state } of releases.toReversed()) {
    context.print(
      `${String(revision).padEnd(8)}  ${phase.padEnd(10)}  ${createTime.padEnd(24)}  ${state.resources.length}`,
    )
  }
}

export async function showRelease(
  context: CommandContext,
  flags: StackFlags & { readonly revision?: string },
): Promise<void> {
  const releases = releasesOf(await openSession(context, flags))
  const release = flags.revision === undefined ? await releases.latest() : await releases.get(Number(flags.revision))
  if (!release)
    throw new CommandFailure(
      flags.revision === undefined ? 'there is no release yet' : `there is no release ${flags.revision}`,
      'kusion release list shows what there is',
    )
  process.stdout.write(context.json ? `${JSON.stringify(release, null, 2)}\n` : releaseToYaml(release))
}

export async function unlockRelease(context: CommandContext, flags: StackFlags): Promise<void> {
  const closed = await releasesOf(await openSession(context, flags)).unlock(new Date().toISOString())
  context.print(closed ? `Release ${closed.revision} was ${closed.phase}: unlocked.` : 'Unlocked.')
}
