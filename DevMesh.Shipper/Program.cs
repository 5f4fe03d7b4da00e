using System.CommandLine;
using DevMesh.Shipper;
using DevMesh.Shipper.Commands;

switch (args)
{
    case [] or ["help" or "--help" or "-h"]:
        Console.Out.WriteLine(Help.Text);
        return 0;
    case ["check" or "explain", ..]:
        RootCommand root = new("devmesh-shipper: sends the journal of a node to DevMesh") { CheckCommand.Create(), ExplainCommand.Create() };
        return await root.Parse(args).InvokeAsync();
    default:
        return await RunCommand.RunAsync(args);
}
