namespace DevMesh.Functions;

/// <summary>The process cannot start as it was asked to. The message is fit for the one who starts it.</summary>
internal abstract class StartupException(string message) : Exception(message);
