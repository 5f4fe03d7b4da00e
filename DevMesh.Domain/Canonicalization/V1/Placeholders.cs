namespace DevMesh.Domain.Canonicalization.V1;

/// <summary>The closed set of placeholders of version 1: every value that a rule takes out leaves one of these.</summary>
internal static class Placeholders
{
    public const string Duration = "<duration>";
    public const string Hex = "<hex>";
    public const string Host = "<host>";
    public const string Id = "<id>";
    public const string Ip = "<ip>";
    public const string Mac = "<mac>";
    public const string Number = "<number>";
    public const string Path = "<path>";
    public const string Pid = "<pid>";
    public const string Port = "<port>";
    public const string Size = "<size>";
    public const string Text = "<text>";
    public const string Time = "<time>";
    public const string User = "<user>";
    public const string Uuid = "<uuid>";
}
