package dev.ballast.proxy.messages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** Sends the cases through a proxy, and says in a few words what became of them. */
final class Outcome {
    private static final String SENTINEL = "GET /sentinel HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n";
    private static final String FIRST = "GET /first HTTP/1.1\r\nHost: shop\r\n\r\n";

    /** In the words of the tables. */
    final String words;
    final Dialogue dialogue;

    private Outcome(String words, Dialogue dialogue) {
        this.words = words;
        this.dialogue = dialogue;
    }

    /** @param patienceMillis how long a silent proxy is waited for */
    static Outcome ofRequest(Case request, int proxy, Recorder endpoint, int patienceMillis) throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        said.writeBytes(request.bytes());
        if (!request.ends()) {
            said.writeBytes(SENTINEL.getBytes(ISO_8859_1));
        }
        Dialogue dialogue = Dialogue.with(proxy, said.toByteArray(), request.ends(), patienceMillis);
        return new Outcome(ofRequest(dialogue, endpoint), dialogue);
    }

    private static String ofRequest(Dialogue dialogue, Recorder endpoint) {
        List<Dialogue.Answer> answers =
                dialogue.answers.stream().filter(answer -> !answer.isTo("/sentinel")).toList();
        boolean goesOn = answers.size() < dialogue.answers.size();
        boolean refused = answers.stream().anyMatch(Dialogue.Answer::refuses);
        String words = answers.stream().map(answer -> String.valueOf(answer.status())).collect(Collectors.joining(" "));
        if (refused == goesOn) {
            words += goesOn ? " goes on" : dialogue.end == Dialogue.End.WAITS ? " waits" : " closes";
        }
        long passed = dialogue.answers.stream().filter(answer -> answer.status() < 300).count();
        long seen = endpoint.seen().stream().filter(request -> request.end() >= 0).count();
        if (passed != seen) {
            words += " (" + seen + " at the endpoint)";
        }
        return endpoint.recorded().stream().allMatch(View::agree) ? words.strip() : words.strip() + " ambiguous";
    }

    static Outcome ofAnswer(Case answer, int proxy, Recorder endpoint, int patienceMillis) throws IOException {
        endpoint.answerFirst(answer);
        Dialogue dialogue = Dialogue.with(proxy, (FIRST + SENTINEL).getBytes(ISO_8859_1), false, patienceMillis);
        return new Outcome(ofAnswer(dialogue), dialogue);
    }

    private static String ofAnswer(Dialogue dialogue) {
        List<Dialogue.Answer> answers = dialogue.answers;
        if (dialogue.end == Dialogue.End.CUT || answers.isEmpty()) {
            return dialogue.end == Dialogue.End.WAITS ? "waits" : "cut";
        }
        int status = answers.getFirst().status();
        if (answers.size() == 1) {
            return status + (dialogue.end == Dialogue.End.WAITS ? " waits" : " closes");
        }
        return answers.size() == 2 && (answers.get(1).isTo("/sentinel") || answers.get(1).refuses()) ? String.valueOf(status) : status + " poisoned";
    }
}
