/** What goes wrong with the network that the runtime gives to a container. */
import type { Mistake } from '#checker/check.ts'

const MODE = 'oci/network-mode.ts'
const SHARE = 'oci/share-netns.ts'
const CONNECT = 'oci/container-network.ts'

export const modesMistakes: readonly Mistake[] = [
  {
    id: 'none-adds-nothing',
    title: 'without a network means without a namespace',
    file: MODE,
    find: "    none: [{ type: 'network' }],\n",
    replace: '    none: [],\n',
    check: 'modes.none',
    diagnosis: 'NETWORK_NOT_OWN',
  },
  {
    id: 'host-keeps-the-bundle',
    title: 'what the bundle says of its network stays',
    file: MODE,
    find: "before.filter(({ type }) => type !== 'network')",
    replace: 'before',
    check: 'modes.host',
    diagnosis: 'HOST_NETWORK_LOST',
  },
  {
    id: 'share-new',
    title: 'who shares gets a new namespace',
    file: MODE,
    find: "    container: [{ type: 'network', path }],\n",
    replace: "    container: [{ type: 'network' }],\n",
    check: 'modes.container',
    diagnosis: 'OTHER_NETWORK',
  },
  {
    id: 'share-own',
    title: 'the namespace of the runtime is shared, not that of the container',
    file: SHARE,
    find: 'init.pid',
    replace: "'self'",
    check: 'modes.container',
    diagnosis: 'OTHER_NETWORK',
  },
  {
    id: 'share-nobody',
    title:
      'if the other container is not there, the network of the host will do',
    file: SHARE,
    find: '  const { init } = loadAlive(root, id)\n',
    replace: `  let init = { pid: 0, startTime: 0 }
  try {
    init = loadAlive(root, id).init
  } catch {
    return nameNetns(openNetns('/proc/self/ns/net'), file)
  }
`,
    check: 'modes.absent',
    diagnosis: 'NOBODY_JOINED',
  },
  {
    id: 'connect-without-add',
    title: 'the namespace is made, and no plugin is asked',
    file: CONNECT,
    find: '  const result = await addEndpoint(endpoint)\n',
    replace: '  const result = undefined\n',
    check: 'modes.bridge',
    diagnosis: 'NOT_WIRED',
  },
  {
    id: 'connect-without-lo',
    title: 'nobody raises lo',
    file: CONNECT,
    find: '  raiseLoopback(endpoint.netns)\n',
    replace: '',
    check: 'modes.bridge',
    diagnosis: 'LOOPBACK_DOWN',
  },
  {
    id: 'connect-without-ports',
    title: 'the plugin is not told which ports to publish',
    file: 'network/endpoint.ts',
    find: '{ runtimeConfig: { portMappings } }',
    replace: '{}',
    check: 'modes.reach',
    diagnosis: 'WIRE_DEAD',
  },
  {
    id: 'discard-without-del',
    title: 'no plugin is asked when the container is over',
    file: CONNECT,
    find: '  if (endpoint) await removeEndpoint(endpoint)\n',
    replace: '',
    check: 'teardown.container',
    diagnosis: 'CONTAINER_LEFT',
  },
  {
    id: 'discard-keeps-name',
    title: 'the name of the namespace stays, and so does the namespace',
    file: CONNECT,
    find: '  removeNetns(netns)\n',
    replace: '',
    check: 'teardown.container',
    diagnosis: 'CONTAINER_LEFT',
  },
]
