// Package plane runs a whole Kubernetes cluster on loopback, of one program: etcd, the API server, the controller manager and the
// scheduler are those of the modules, and kwok plays nodes, pods and volumes. No container runs.
//
// etcd is part of the process that supervises. The others have state that is global to a process, so each is this program again, with
// its name as the first argument. All state is in a folder that is removed at the end, and etcd does not sync it to disk: a power
// failure would lose data that is of no use after it.
package plane
