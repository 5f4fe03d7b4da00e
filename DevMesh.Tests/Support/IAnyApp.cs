namespace DevMesh.Tests.Support;

/// <summary>
/// A class fixture that stands for the running app when <c>./devmesh test --against</c> names one. Classes that use it have the
/// trait <c>App</c>, by which the verb chooses them.
/// </summary>
public interface IAnyApp;
