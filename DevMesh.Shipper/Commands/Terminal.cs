namespace DevMesh.Shipper.Commands;

/// <summary>What a command needs to know of the place it writes to.</summary>
internal static class Terminal
{
    private const int WidthOfFiles = 160;
    private const int Narrowest = 80;

    /// <summary>Columns of a line: of the terminal, or enough to be read where there is none.</summary>
    public static int Width()
    {
        try
        {
            return Console.IsOutputRedirected ? WidthOfFiles : Math.Max(Narrowest, Console.WindowWidth);
        }
        catch (IOException)
        {
            return WidthOfFiles; // a terminal that does not tell
        }
    }
}
