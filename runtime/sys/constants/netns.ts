// Constants about the files that namespaces are.

/** What statfs(2) says about a namespace. */
export const NSFS_MAGIC = 0x6e736673

/** Which kind of namespace a descriptor is: a CLONE_NEW… flag. */
export const NS_GET_NSTYPE = 0xb703
