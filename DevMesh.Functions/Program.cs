using DevMesh.Functions;
using DevMesh.Functions.Commands;
#if FUNCTIONS_HOST
using Server = DevMesh.Functions.FunctionsWorker.WorkerProgram;
#else
using Server = DevMesh.Functions.SelfHost.SelfHostProgram;
#endif

try
{
    if (CommandLine.IsVerb(args))
    {
        return await CommandLine.RunAsync(args);
    }

    await Server.ServeAsync(args);
    return 0;
}
catch (StartupException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
