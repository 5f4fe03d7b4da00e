namespace DevMesh.Functions.SelfHost;

/// <summary>The self-host cannot run what it is given. The message is fit for the one who starts it.</summary>
internal sealed class SelfHostException(string message) : StartupException(message);
