using DevMesh.Domain.Canonicalization;

namespace DevMesh.Tests.Canonicalization;

/// <summary>
/// What each version makes of some hundred messages, of every rule at least one: pins.txt beside its tests. A change that
/// breaks a pin needs a new version instead.
/// </summary>
public sealed class PinTests
{
    public static TheoryData<int, string, string> Pins
    {
        get
        {
            TheoryData<int, string, string> pins = [];
            foreach (int version in Canonicalizers.Versions)
            {
                foreach ((string message, string text) in Read(version))
                {
                    pins.Add(version, message, text);
                }
            }

            return pins;
        }
    }

    [Theory]
    [MemberData(nameof(Pins))]
    public void A_message_has_the_pinned_text(int version, string message, string expected) =>
        Assert.Equal(expected, Canonicalizers.Of(version).Canonicalize(message).Text);

    [Fact]
    public void Every_version_pins_some_hundred_messages() =>
        Assert.All(Canonicalizers.Versions, version => Assert.InRange(Read(version).Count(), 300, 1000));

    [Fact]
    public void The_pins_of_version_2_hold_every_type_of_variable()
    {
        HashSet<VariableType> types = [];
        IVariableCanonicalizer canonicalizer = (IVariableCanonicalizer)Canonicalizers.Of(2);
        foreach ((string message, _) in Read(2))
        {
            List<CanonicalVariable> variables = [];
            canonicalizer.Canonicalize(message, variables);
            types.UnionWith(variables.Select(variable => variable.Type));
        }

        Assert.Equal(Enum.GetValues<VariableType>(), types.Order());
    }

    private static IEnumerable<(string Message, string Text)> Read(int version)
    {
        string message = "";
        string file = Path.Combine(AppContext.BaseDirectory, "Canonicalization", $"V{version}", "pins.txt");
        foreach (string line in File.ReadLines(file))
        {
            if (line.StartsWith("=> ", StringComparison.Ordinal))
            {
                yield return (message, line[3..]);
            }

            message = line;
        }
    }
}
