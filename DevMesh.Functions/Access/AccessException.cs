namespace DevMesh.Functions.Access;

/// <summary>The server must not start as it is set up. The message is fit for the one who starts it.</summary>
internal sealed class AccessException(string message) : StartupException(message);
