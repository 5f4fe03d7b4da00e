using DevMesh.Functions.Gateway;
using DevMesh.Tests.Support;
using Microsoft.Extensions.Logging;

namespace DevMesh.Tests.Gateway;

public sealed class ModelBreakerTests
{
    private static readonly TimeSpan FirstBreak = TimeSpan.FromSeconds(30);

    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 20, 3, 0, 0, TimeSpan.Zero));
    private readonly LogLines _lines = new();
    private readonly ModelBreaker _breaker;

    public ModelBreakerTests() => _breaker = new ModelBreaker(FirstBreak, _time, _lines.Logger<ModelBreaker>());

    [Fact]
    public void One_failure_is_nothing_and_two_in_a_row_are_told_with_the_last_of_them()
    {
        Fail("writer", "first");
        Assert.Null(Refusal("writer"));
        Assert.Empty(_lines.All);
        Fail("writer", "second");
        _time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal("writer is left alone for another 29 s after failures in a row, the last: second", Refusal("writer"));
        LogLine line = Assert.Single(_lines.All);
        Assert.Equal(
            (LogLevel.Warning, "writer is left alone for 30 s after failures in a row, the last: second"),
            (line.Level, line.Message));
    }

    [Fact]
    public void An_answer_between_two_failures_parts_them()
    {
        Fail("writer");
        Answer("writer");
        Fail("writer");
        Assert.Null(Refusal("writer"));
    }

    [Fact]
    public void A_failure_is_forgotten_after_ten_minutes_without_a_request()
    {
        Fail("writer");
        _time.Advance(ModelBreaker.Memory + TimeSpan.FromSeconds(1));
        Fail("writer");
        Assert.Null(Refusal("writer"));
        _time.Advance(ModelBreaker.Memory);
        Fail("writer");
        Assert.NotNull(Refusal("writer"));
    }

    [Fact]
    public void Requests_that_take_longer_than_failures_are_remembered_are_in_a_row_all_the_same()
    {
        for (int i = 0; i < 2; i++)
        {
            using ModelBreaker.Turn turn = _breaker.Begin("writer");
            _time.Advance(ModelBreaker.Memory + TimeSpan.FromSeconds(1));
            turn.Failed("late");
        }

        Assert.NotNull(Refusal("writer"));
    }

    [Fact]
    public void A_model_that_fails_says_nothing_about_one_that_answers()
    {
        for (int i = 0; i < 2; i++)
        {
            Fail("planner");
            Answer("writer");
        }

        Assert.NotNull(Refusal("planner"));
        Assert.Null(Refusal("writer"));
        Fail("writer");
        Assert.Null(Refusal("writer"));
    }

    [Fact]
    public void Failures_of_two_models_with_an_answer_between_them_are_not_in_a_row()
    {
        Fail("planner");
        Answer("writer");
        Fail("writer");
        Assert.Null(Refusal("planner"));
        Assert.Null(Refusal("writer"));
    }

    [Fact]
    public void Two_models_that_fail_one_after_the_other_are_both_left_alone_each_for_its_own_reason()
    {
        Answer("third");
        Fail("planner", "one");
        Fail("writer", "two");
        Assert.EndsWith("the last: one", Refusal("planner"), StringComparison.Ordinal);
        Assert.EndsWith("the last: two", Refusal("writer"), StringComparison.Ordinal);
        Assert.Null(Refusal("third"));
    }

    [Fact]
    public void After_the_break_one_request_tries_and_its_answer_ends_it()
    {
        FailTwice();
        _time.Advance(FirstBreak);
        using (ModelBreaker.Turn probe = _breaker.Begin("writer"))
        {
            Assert.Null(probe.Refusal);
            Assert.Equal(
                "writer is left alone while another request tries it after failures in a row, the last: no answer",
                Refusal("writer"));
            probe.Answered();
        }

        Assert.Null(Refusal("writer"));
        Fail("writer");
        Assert.Null(Refusal("writer")); // it begins anew
    }

    [Fact]
    public void While_the_one_that_tries_fails_the_break_doubles_up_to_ten_minutes_and_is_short_again_after_an_answer()
    {
        FailTwice();
        foreach (int seconds in (int[])[30, 60, 120, 240, 480, 600, 600])
        {
            Assert.Contains($"for another {seconds} s", Refusal("writer"), StringComparison.Ordinal);
            _time.Advance(TimeSpan.FromSeconds(seconds));
            Fail("writer");
        }

        _time.Advance(ModelBreaker.LongestBreak);
        Answer("writer");
        FailTwice();
        Assert.Contains("for another 30 s", Refusal("writer"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_caller_who_leaves_says_nothing_and_lets_the_next_one_try()
    {
        Fail("writer");
        Leave("writer");
        Fail("writer");
        Assert.NotNull(Refusal("writer"));
        _time.Advance(FirstBreak);
        Leave("writer");
        Fail("writer");
        Assert.Contains("for another 60 s", Refusal("writer"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_from_before_the_break_does_not_make_it_longer_but_its_answer_ends_it()
    {
        using ModelBreaker.Turn fails = _breaker.Begin("writer");
        using ModelBreaker.Turn answers = _breaker.Begin("writer");
        FailTwice();
        _time.Advance(TimeSpan.FromSeconds(10));
        fails.Failed("late");
        Assert.Contains("for another 20 s", Refusal("writer"), StringComparison.Ordinal);
        answers.Answered();
        Assert.Null(Refusal("writer"));
    }

    [Fact]
    public void What_answered_has_not_failed_whatever_its_answer_is()
    {
        using ModelBreaker.Turn one = _breaker.Begin("writer");
        using ModelBreaker.Turn other = _breaker.Begin("writer");
        one.Answered();
        other.Answered();
        one.Failed("in another form");
        other.Failed("in another form");

        Assert.Null(Refusal("writer"));
    }

    private void FailTwice()
    {
        Fail("writer");
        Fail("writer");
    }

    private void Fail(string model, string reason = "no answer") => End(model, turn => turn.Failed(reason));

    private void Answer(string model) => End(model, turn => turn.Answered());

    private void Leave(string model) => End(model, _ => { });

    private void End(string model, Action<ModelBreaker.Turn> end)
    {
        using ModelBreaker.Turn turn = _breaker.Begin(model);
        Assert.Null(turn.Refusal);
        end(turn);
    }

    private string? Refusal(string model)
    {
        using ModelBreaker.Turn turn = _breaker.Begin(model);
        return turn.Refusal;
    }
}
