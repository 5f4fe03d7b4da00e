using System.CommandLine;
using DevMesh.Shipper.Commands;
using DevMesh.Shipper.Running;

SmallMemory.ShareHeap();

// `run` may be left out, so that a pipe into `devmesh-shipper --stdin --node NAME --server URL` is enough.
RootCommand root = new("Ships every log entry of this node to DevMesh, once.");
RunCommand.Add(root);
Command run = new("run", "Ship the machine's journal, until a signal says stop.");
RunCommand.Add(run);
root.Add(run);
root.Add(StatusCommand.Create());
root.Add(CheckCommand.Create());
root.Add(ExplainCommand.Create());

// The shipper answers signals itself: what it has read is to arrive first.
InvocationConfiguration configuration = new() { ProcessTerminationTimeout = null };
return await root.Parse(args.Length == 0 ? ["--help"] : args).InvokeAsync(configuration);
