using DevMesh.Shipper;

if (args is [] or ["help" or "--help" or "-h"])
{
    Console.Out.WriteLine(Help.Text);
    return 0;
}

return await RunCommand.RunAsync(args);
