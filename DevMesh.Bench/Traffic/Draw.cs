using System.Text;

namespace DevMesh.Bench.Traffic;

/// <summary>
/// What the episode that is being played speaks of. Each value is drawn when it is first asked for, and stays until the next
/// episode.
/// </summary>
internal sealed class Draw(FleetNode node, Dice dice)
{
    private const int Attackers = 300;

    public Dice Dice => dice;

    public FleetNode Node => node;

    public StringBuilder Scratch { get; } = new(512);

    public DateTime Now { get; set; }

    public int Pid { get; set; }

    public string User => field ??= dice.PickSkewed<string>(node.Users);

    public string Attacker => field ??= dice.PickSkewed<string>(Vocabulary.GuessedAccounts);

    public string Lan => field ??= $"10.0.10.{dice.Between(2, 60)}";

    public string Wan => field ??= Vocabulary.PublicAddress((int)(Attackers * dice.Fraction() * dice.Fraction()));

    public string Port => field ??= dice.Between(32768, 60999).ToString();

    public string Session => field ??= dice.Between(100, 9999).ToString();

    public Container Container => field ??= dice.PickSkewed<Container>(node.Containers);

    public Unit Unit => field ??= dice.PickSkewed<Unit>(node.Units);

    public string Model => field ??= dice.PickSkewed<string>(Vocabulary.Models);

    public string Peer => field ??= dice.Pick<string>(Vocabulary.NodeNames);

    public string Disk => field ??= dice.PickSkewed<string>(node.Disks);

    public string Database => field ??= dice.PickSkewed<string>(Vocabulary.Databases);

    public string Table => field ??= dice.PickSkewed<string>(Vocabulary.Tables);

    public string Uuid => field ??= Hex(8) + "-" + Hex(4) + "-4" + Hex(3) + "-a" + Hex(3) + "-" + Hex(12);

    public string Veth => field ??= "veth" + Hex(7);

    public string Blob => field ??= Hex(64);

    /// <summary>Random hexadecimal digits.</summary>
    public string Hex(int length) => string.Create(length, dice, static (digits, dice) =>
    {
        ulong bits = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            bits = i % 16 == 0 ? dice.Next() : bits >> 4;
            digits[i] = "0123456789abcdef"[(int)(bits & 15)];
        }
    });
}
