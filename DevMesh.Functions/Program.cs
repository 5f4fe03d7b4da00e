return await new System.CommandLine.RootCommand { DevMesh.Functions.Commands.CanonCommand.Create() }.Parse(args).InvokeAsync();
