using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Canonicalization.V2;
using FsCheck;
using FsCheck.Fluent;

namespace DevMesh.Tests.Canonicalization.V2;

public sealed class VariablesTests
{
    private static readonly IVariableCanonicalizer Canonicalizer = (IVariableCanonicalizer)Canonicalizers.Of(2);

    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(20_000).WithQuietOnSuccess(true);

    [Fact]
    public void Variables_have_type_text_and_the_places_in_message_and_canonical_text()
    {
        List<CanonicalVariable> variables = [];
        string text = Canonicalizer.Canonicalize("for user alice from 10.0.0.5 port 22, 35 ms", variables).Text;
        Assert.Equal("for user <user> from <ip> port <port>, <duration>", text);
        Assert.Equal(
            [
                new(VariableType.User, "alice", 9, 9),
                new(VariableType.Ip, "10.0.0.5", 20, 21),
                new(VariableType.Port, "22", 34, 31),
                new(VariableType.Duration, "35 ms", 38, 39),
            ],
            variables);
    }

    [Fact]
    public void Offsets_point_into_the_message_as_it_came()
    {
        const string Message = "\t a \0\r\n 2026-11-20   8:15:30 b\u001B 7 \uD800 a3f-91c0 ";
        List<CanonicalVariable> variables = [];
        Assert.Equal("a <time> b <number> \uFFFD <id>", Canonicalizer.Canonicalize(Message, variables).Text);
        Assert.Equal(["2026-11-20   8:15:30", "7", "a3f-91c0"], variables.Select(variable => variable.Text));
        Assert.All(variables, variable => Assert.Equal(variable.Text, Message.Substring(variable.Offset, variable.Text.Length)));
    }

    [Fact]
    public void A_value_that_the_form_leaves_out_is_an_empty_variable()
    {
        List<CanonicalVariable> variables = [];
        string text = Canonicalizer.Canonicalize("connection from 10.0.0.5 () at port 7", variables).Text;
        Assert.Equal("connection from <ip> (<host>) at port <port>", text);
        Assert.Equal("connection from 10.0.0.5 () at port 7", CanonicalText.Restore(text, variables));
        Assert.Equal(new CanonicalVariable(VariableType.Host, "", 26, 22), variables[1]);
    }

    [Fact]
    public void A_placeholder_that_the_message_itself_holds_is_no_variable()
    {
        List<CanonicalVariable> variables = [];
        string text = Canonicalizer.Canonicalize("<number> is 5, <ip> is 10.0.0.5", variables).Text;
        Assert.Equal("<number> is <number>, <ip> is <ip>", text);
        Assert.Equal("<number> is 5, <ip> is 10.0.0.5", CanonicalText.Restore(text, variables));
    }

    [Fact]
    public void Text_and_variables_give_the_message_back_apart_from_white_space() =>
        Prop.ForAll(Messages.Any, message =>
        {
            List<CanonicalVariable> variables = [];
            string text = Canonicalizer.Canonicalize(message, variables).Text;
            return Clean(CanonicalText.Restore(text, variables)) == Clean(message) &&
                variables.TrueForAll(variable => message.Substring(variable.Offset, variable.Text.Length) == variable.Text);
        }).Check(Runs);

    [Fact]
    public void Asking_for_variables_does_not_change_the_text() =>
        Prop.ForAll(
            Messages.Any,
            message => Canonicalizer.Canonicalize(message, []).Text == Canonicalizer.Canonicalize(message).Text).Check(Runs);

    [Fact]
    public void Every_placeholder_of_the_text_is_a_variable_in_order() =>
        Prop.ForAll(Messages.Any, message =>
        {
            List<CanonicalVariable> variables = [];
            string text = Canonicalizer.Canonicalize(message, variables).Text;
            int done = 0;
            foreach (CanonicalVariable variable in variables)
            {
                string placeholder = CanonicalText.Placeholder(variable.Type);
                if (variable.Position < done || !text[variable.Position..].StartsWith(placeholder, StringComparison.Ordinal))
                {
                    return false;
                }

                done = variable.Position + placeholder.Length;
            }

            return true;
        }).Check(Runs);

    [Fact]
    public void No_placeholder_stands_inside_a_word() =>
        Prop.ForAll(Messages.Any, message =>
        {
            List<CanonicalVariable> variables = [];
            string text = Canonicalizer.Canonicalize(message, variables).Text;
            return variables.TrueForAll(variable =>
                !IsWordAt(text, variable.Position - 1) &&
                !IsWordAt(text, variable.Position + CanonicalText.Placeholder(variable.Type).Length));
        }).Check(Runs);

    [Fact]
    public void More_white_space_changes_nothing() =>
        Prop.ForAll(Messages.Any, message =>
        {
            string wide = " \n" + message.Replace(" ", " \t ", StringComparison.Ordinal) + "\0";
            return Canonicalizer.Canonicalize(wide).Text == Canonicalizer.Canonicalize(message).Text;
        }).Check(Runs);

    private static bool IsWordAt(string text, int at) => at >= 0 && at < text.Length && char.IsAsciiLetterOrDigit(text[at]);

    private static string Clean(string message)
    {
        char[] clean = new char[message.Length];
        return new string(clean, 0, MessageCleaner.Clean(message, clean, []));
    }
}
