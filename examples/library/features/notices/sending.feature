@notices
Feature: Sending notices

  Background:
    Given today is 2024-03-04
    And the members
      | name      | born       | email           |
      | Ada Novak | 1980-05-17 | ada@example.org |
      | Ben Okoro | 1975-01-30 |                 |
      | Eva Lund  | 1990-12-24 | eva@example.org |
    And the titles
      | title | author     | year | copies            |
      | Rain  | Mia Tanaka | 1999 | B-101 B-102 B-103 |
    And Ada Novak borrows B-101
    And Ben Okoro borrows B-102
    And Eva Lund borrows B-103
    And today is 2024-03-30

  Scenario: Members without an address get a letter
    When the nightly job runs
    Then 2 mails and 1 letters go out

  Scenario: What was sent is not sent again
    When the nightly job runs
    And the notices are sent
    Then 0 mails and 0 letters go out

  Scenario: A mail that is refused waits
    Given the mail server refuses mail for Ada Novak
    When the nightly job runs
    Then 1 mails fail
    And 1 mails and 1 letters go out
    And 1 notices wait for the next night
