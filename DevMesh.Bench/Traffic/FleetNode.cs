namespace DevMesh.Bench.Traffic;

/// <param name="Id">64 hexadecimal digits.</param>
internal sealed record Container(string Name, string Image, string Id);

/// <param name="Name">With its suffix.</param>
internal sealed record Unit(string Name, string Description);

/// <summary>A machine of the fleet: what runs on it, and what its logs are made of.</summary>
/// <param name="Share">Its part of the fleet's logs.</param>
internal sealed record FleetNode(
    string Name,
    string Address,
    double Share,
    string[] Users,
    Container[] Containers,
    Unit[] Units,
    string[] Disks,
    Episode[] Episodes);
